import { Button, CopyButton, Modal } from "@mantine/core";
import style from "./people.module.css";

/** The link of an invitation, shown once. */
export function LinkDialog({
  link,
  onClose,
}: {
  readonly link: { readonly name: string; readonly token: string } | undefined;
  readonly onClose: () => void;
}) {
  const address = link === undefined ? "" : `${location.origin}/welcome?token=${link.token}`;
  return (
    <Modal
      closeButtonProps={{ "aria-label": "Close" }}
      opened={link !== undefined}
      onClose={onClose}
      title={`A sign-in link for ${link?.name ?? ""}`}
    >
      <p className="muted">
        Send it to them yourself. It works once, within seven days, and is not shown again. Whoever has it signs in as{" "}
        {link?.name}.
      </p>
      <pre className={style.link}>{address}</pre>
      <div className="row" style={{ gap: 8, marginTop: 16 }}>
        <CopyButton value={address}>
          {({ copied, copy }) => (
            <Button variant="filled" onClick={copy}>
              {copied ? "Copied" : "Copy the link"}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose}>I have it</Button>
      </div>
    </Modal>
  );
}

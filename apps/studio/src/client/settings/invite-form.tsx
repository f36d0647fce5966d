import { Button, Select, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Session } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { roleLabels, rolesToGive } from "./role-labels.ts";

type Role = Session["role"];

/** Invites a person; the answer is a link, since Aisle sends no mail. */
export function InviteForm({
  giver,
  onInvited,
}: {
  readonly giver: Role;
  readonly onInvited: (link: { readonly name: string; readonly token: string }) => void;
}) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("merchandiser");
  const invite = useMutation(
    trpc.people.invite.mutationOptions({
      onSuccess: ({ token }) => {
        onInvited({ name, token });
        setName("");
        setEmail("");
      },
    }),
  );
  return (
    <form
      aria-label="Invite a person"
      style={{ display: "grid", gap: 12, marginTop: 16 }}
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate({ name, email, role });
      }}
    >
      <h3>Invite a person</h3>
      <TextInput
        label="Their name"
        required
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="Their e-mail"
        type="email"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Select
        label="Role"
        description={roleLabels[role].summary}
        allowDeselect={false}
        value={role}
        data={rolesToGive(giver).map((value) => ({ value, label: roleLabels[value].title }))}
        onChange={(value) => value !== null && setRole(value as Role)}
      />
      {invite.error !== null && <ErrorNote error={invite.error} />}
      <div>
        <Button type="submit" loading={invite.isPending}>
          Make the link
        </Button>
      </div>
    </form>
  );
}

import { Button, PasswordInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { changePassword, linkState } from "../access/auth-calls.ts";
import { NewPasswordInput } from "../access/new-password-input.tsx";
import { Card } from "../ui/card.tsx";
import { ErrorNote } from "../ui/error-note.tsx";

/** Changes the password; who came by a link and has none yet is led to where one is set. */
export function PasswordCard() {
  const state = useQuery({ queryKey: ["link-state"], queryFn: linkState });
  return (
    <Card title="Password">
      {state.data?.needsPassword === true ? (
        <>
          <p className="muted">You came by a link that works once, and have no password yet.</p>
          <Button component={Link} href="/welcome" mt={12}>
            Set name, e-mail and password
          </Button>
        </>
      ) : (
        <PasswordForm />
      )}
    </Card>
  );
}

function PasswordForm() {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await changePassword(current, next);
      setCurrent("");
      setNext("");
      notifications.show({ message: "Your password is changed. Other sessions have ended." });
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      style={{ display: "flex", flexDirection: "column", gap: 12 }}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <PasswordInput
        label="Current password"
        autoComplete="current-password"
        required
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <NewPasswordInput label="New password" value={next} onChange={setNext} />
      {error !== undefined && <ErrorNote error={error} />}
      <div>
        <Button type="submit" loading={busy}>
          Change the password
        </Button>
      </div>
    </form>
  );
}

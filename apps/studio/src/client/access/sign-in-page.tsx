import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { ErrorNote } from "../ui/error-note.tsx";
import { AccessPage } from "./access-page.tsx";
import { signIn } from "./auth-calls.ts";

/** Sign-in by e-mail and password. */
export function SignInPage() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await signIn(email, password);
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <AccessPage>
      <h1>Sign in to Aisle</h1>
      <p className="muted">
        The first time, use the link that Aisle printed when it started. It signs the owner in once.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {error !== undefined && <ErrorNote error={error} />}
        <Button type="submit" variant="filled" loading={busy}>
          Sign in
        </Button>
      </form>
    </AccessPage>
  );
}

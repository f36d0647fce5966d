import { Button, Skeleton, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { ErrorNote } from "../ui/error-note.tsx";
import { AccessPage } from "./access-page.tsx";
import { enterSession, finishOwner, redeemLink } from "./auth-calls.ts";
import { NewPasswordInput } from "./new-password-input.tsx";

/** Where the one-time link leads: signs in the owner or who was invited, and asks for a name, an e-mail and a password for later. */
export function WelcomePage() {
  const [, navigate] = useLocation();
  const [state, setState] = useState<"checking" | "asking" | "refused">("checking");
  const [error, setError] = useState<unknown>();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [invited, setInvited] = useState(false);
  const started = useRef(false);

  const enter = async () => {
    await enterSession();
    navigate("/", { replace: true });
  };

  useEffect(() => {
    // The token works once; React may run an effect twice.
    if (started.current) return;
    started.current = true;
    const token = new URLSearchParams(location.search).get("token") ?? "";
    history.replaceState(null, "", "/welcome");
    redeemLink(token)
      .then((link) => {
        if (!link.needsPassword) return enter();
        setInvited(link.email !== undefined);
        setName(link.name ?? "");
        setEmail(link.email ?? "");
        setState("asking");
      })
      .catch((reason: unknown) => {
        setError(reason);
        setState("refused");
      });
  });

  const finish = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await finishOwner({ name, email, password });
      await enter();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };

  if (state === "checking") {
    return (
      <AccessPage>
        <h1>Welcome to Aisle</h1>
        <Skeleton height={32} />
        <Skeleton height={32} />
      </AccessPage>
    );
  }
  if (state === "refused") {
    return (
      <AccessPage>
        <h1>This link cannot be used</h1>
        <ErrorNote error={error} />
        <p className="muted">
          A link works once, for a limited time. Each start of Aisle prints a new one for the owner in its terminal; who
          was invited asks for a new one.
        </p>
        <Button component="a" href="/sign-in">
          Sign in with a password
        </Button>
      </AccessPage>
    );
  }
  return (
    <AccessPage>
      <h1>Welcome to Aisle</h1>
      <p className="muted">
        {invited ? "You were invited to this workspace." : "You are the owner of this workspace."} Set how you sign in
        from now on: the link works once.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void finish();
        }}
      >
        <TextInput
          label="Your name"
          autoComplete="name"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <NewPasswordInput label="Password" value={password} onChange={setPassword} />
        {error !== undefined && <ErrorNote error={error} />}
        <Button type="submit" variant="filled" loading={busy}>
          Enter the studio
        </Button>
        <Button variant="subtle" onClick={() => void enter().catch(setError)}>
          Later
        </Button>
      </form>
    </AccessPage>
  );
}

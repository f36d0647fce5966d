import { queryClient, trpc } from "../api/trpc.ts";
import { forgetCanvases } from "../canvas/session/canvas-memory.ts";

type Answer = { readonly [key: string]: unknown };

const post = (path: string, body: object): Promise<Answer> =>
  call(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

async function call(path: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(`/api/auth${path}`, init).catch(() => {
    throw new Error("The studio's server does not answer. Is Aisle running?");
  });
  const answer = (await response.json().catch(() => ({}))) as Answer;
  if (!response.ok) {
    // What the studio refuses itself says why one level deeper than better-auth does.
    const { message = (answer.error as { readonly message?: unknown } | undefined)?.message } = answer;
    throw new Error(typeof message === "string" ? message : "The server refused it.");
  }
  return answer;
}

/** Signs in by e-mail and password; throws with the reason. */
export async function signIn(email: string, password: string): Promise<void> {
  await post("/sign-in/email", { email, password, rememberMe: true });
  await enterSession();
}

/**
 * Reads who is signed in now and drops what was read for whoever was before. The page stays as it is meanwhile: a session
 * that is read again from nothing would leave it white.
 */
export async function enterSession(): Promise<void> {
  const session = trpc.session.queryKey();
  queryClient.removeQueries({ predicate: ({ queryKey }) => JSON.stringify(queryKey) !== JSON.stringify(session) });
  await queryClient.refetchQueries({ queryKey: session }, { throwOnError: true });
}

/** Ends the session and shows the sign-in page. */
export async function signOut(): Promise<void> {
  await post("/sign-out", {});
  forgetCanvases();
  queryClient.clear();
  location.assign("/sign-in");
}

/** Whether a password is still to be set, and who came by the link where that is known. */
export interface LinkState {
  readonly needsPassword: boolean;
  readonly name?: string;
  readonly email?: string;
}

/** Uses a one-time link. Without a token, as after a reload, it says how far whoever is signed in has come. */
export async function redeemLink(token: string): Promise<LinkState> {
  const cutOff = new Error("The link is not complete. Copy all of it from the terminal.");
  if (token === "") return await linkState().catch(() => Promise.reject(cutOff));
  // Cut off while it was copied: the server would answer in the words of its validation.
  if (token.length < 16) throw cutOff;
  return stateIn(await post("/owner-link/redeem", { token }));
}

/** How far whoever is signed in has come; throws with the reason. */
export const linkState = async (): Promise<LinkState> => stateIn(await call("/owner-link/state", {}));

const stateIn = ({ needsPassword, name, email }: Answer): LinkState => ({
  needsPassword: needsPassword === true,
  ...(typeof name === "string" ? { name } : {}),
  ...(typeof email === "string" ? { email } : {}),
});

/** Sets name, e-mail and password of whoever came by a link and has no password yet. */
export async function finishOwner(owner: { name: string; email: string; password: string }): Promise<void> {
  await post("/owner-link/finish", owner);
}

/** Changes the password of whoever is signed in; the other sessions end. */
export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  await post("/change-password", { currentPassword, newPassword, revokeOtherSessions: true });
}

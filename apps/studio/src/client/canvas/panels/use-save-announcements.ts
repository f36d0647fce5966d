import { useEffect, useRef } from "react";
import { announce } from "../../frame/announcer.tsx";
import type { SessionState } from "../session/draft-session.ts";

/** Long enough that typing is announced as saved once, when it rests. */
const restMs = 1500;

/** Tells a screen reader when edits are stored, when they wait for the server, and when one no longer fitted. */
export function useSaveAnnouncements({ waiting, offline, revision, refused }: SessionState): void {
  const last = useRef({ revision, offline, refused: refused.length });
  useEffect(() => {
    if (offline && !last.current.offline) announce("Offline. Edits are stored in this browser and sent later.");
    if (!offline && last.current.offline) announce("Online again.");
    last.current.offline = offline;
  }, [offline]);
  useEffect(() => {
    const more = refused.length > last.current.refused;
    last.current.refused = refused.length;
    if (more) announce(`An edit no longer fitted: ${refused.at(-1)?.reason}.`);
  }, [refused]);
  useEffect(() => {
    if (waiting > 0 || offline || revision === last.current.revision) return;
    const timer = setTimeout(() => {
      last.current.revision = revision;
      announce(`Saved as revision ${revision}.`);
    }, restMs);
    return () => clearTimeout(timer);
  }, [waiting, offline, revision]);
}

import { readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Who runs a job: what a later process needs in order to end a run that nobody continues. */
export interface JobOwner {
  /** Where process ids mean the same: the machine or, on Linux, its container. */
  readonly place: string;
  readonly pid: number;
  /** Of the job's lock. */
  readonly token: string;
}

const place = `${hostname()} ${pidNamespace()}`;

/** This process as the owner of a job. */
export function ownerOf(token: string): JobOwner {
  return { place, pid: process.pid, token };
}

/** True when a run's process certainly exists no more; false for one of another machine, of which nothing is known. */
export function isOwnerGone(owner: JobOwner | undefined): boolean {
  if (owner === undefined || owner.place !== place) return false;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    // Any other code is that of a process that exists.
    return (error as { readonly code?: string }).code === "ESRCH";
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

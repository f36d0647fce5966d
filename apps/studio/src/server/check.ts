/** One thing that the doctor looked at. */
export interface Check {
  readonly title: string;
  readonly ok: boolean;
  readonly words: string;
}

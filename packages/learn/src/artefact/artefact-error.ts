/** Why an artefact was refused. Only `newer-format` and `newer-version` are cured by updating Aisle. */
export type ArtefactRefusal =
  | "not-an-artefact"
  | "truncated"
  | "damaged"
  | "newer-format"
  | "wrong-kind"
  | "newer-version"
  | "invalid-contents";

/** Thrown when the bytes of a model cannot be trusted or understood; `refusal` says which, the message what to do. */
export class ArtefactError extends Error {
  override readonly name = "ArtefactError";
  readonly refusal: ArtefactRefusal;

  constructor(refusal: ArtefactRefusal, message: string) {
    super(message);
    this.refusal = refusal;
  }
}

export interface NoteRow {
  readonly text: string;
  readonly by: string;
}

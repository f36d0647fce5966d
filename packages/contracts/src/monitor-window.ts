/** A stretch of whole hours, milliseconds since 1970; `to` is the first hour that is not in it. */
export interface MonitorWindow {
  readonly from: number;
  readonly to: number;
}

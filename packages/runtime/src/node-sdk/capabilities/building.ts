/** How many of the products that an index is being built for can be found so far. */
export interface Building {
  readonly found: number;
  readonly total: number;
}

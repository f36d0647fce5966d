/** Ends the reading of a sentence that names a product by its title: it is read again once the catalog was asked. Never leaves the assistant. */
export class ProductNeeded extends Error {
  readonly text: string;

  constructor(text: string) {
    super("A product is named by its title.");
    this.text = text;
  }
}

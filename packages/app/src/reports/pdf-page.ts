/** What is drawn on: the document, and the part of its pages between the margins, in points. */
export interface PdfPage {
  readonly document: PDFKit.PDFDocument;
  readonly left: number;
  readonly width: number;
  /** From the top. */
  readonly bottom: number;
}

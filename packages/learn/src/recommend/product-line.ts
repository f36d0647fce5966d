/** Words of charges, fees and stock keeping, in which no product is described. */
const serviceWords =
  /^(postage|carriage|dotcom postage|manual|discount|samples?|bank charges|amazon ?fee|cruk commission|adjust(ment)?( bad debt)?.*|next day carriage|packing charge|gift voucher.*|.*\bgift voucher\b.*|check(ed)?|damages?d?|lost|found|missing|thrown away|wet.*|smashed|broken|\?+|test)$/i;

/** A run of three digits: what article numbers have and till keys such as POST, DOT, M and D have not. */
const articleDigits = /\d{3}/;

/** Whether a line is about a product, by its code and its description: not postage, a fee, a voucher or a correction of stock. */
export function isProductLine(code: string, description: string): boolean {
  return articleDigits.test(code) && !serviceWords.test(description.trim());
}

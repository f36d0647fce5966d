const serviceWords =
  /\b(gift (voucher|card)|postage|carriage|bank charges?|commission|adjust(ment)?|bad debt|manual)\b/i;
const onlyServiceWords =
  /^((next|same|day|express|standard|free|postage|carriage|delivery|shipping|packing|handling|charges?|fees?)\s*)+$/i;
const articleNumber = /^\d{4,}[A-Za-z]{0,3}$/;

/**
 * Whether a stock code of an invoice line means a product. Tills also book postage, fees, samples, discounts and manual
 * corrections as lines, under codes of words (`POST`, `M`, `BANK CHARGES`) or of a letter and a digit (`C2`), where
 * articles are numbered. So a product's code holds at least three digits, and its description is no service's; under a
 * plain article number it may hold such words (`FRENCH CARRIAGE LANTERN`) as long as it holds others too.
 */
export function isProductCode(code: string, description = ""): boolean {
  if (code.replace(/\D/g, "").length < 3 || onlyServiceWords.test(description.trim())) return false;
  return articleNumber.test(code) || !serviceWords.test(description);
}

import style from "./previews.module.css";

/** How much is left, in words: unknown stock counts as available and says so. */
export function stockLabel(stock: number | null): string {
  if (stock === null) return "stock unknown";
  if (stock <= 0) return "sold out";
  return stock <= 5 ? `${stock} left` : `${stock.toLocaleString("en")} in stock`;
}

/** Stock as a shape: full disc in stock, half disc few left, cross sold out, ring unknown. */
export function StockMark({ stock }: { readonly stock: number | null }) {
  return (
    <svg className={style.stock} width={8} height={8} viewBox="0 0 8 8" role="img" aria-label={stockLabel(stock)}>
      <title>{stockLabel(stock)}</title>
      {stock === null ? (
        <circle cx="4" cy="4" r="2.75" fill="var(--panel)" stroke="var(--ink-3)" strokeWidth="1.5" />
      ) : stock <= 0 ? (
        <>
          <circle cx="4" cy="4" r="4" fill="var(--panel)" />
          <path d="m1.5 1.5 5 5m0-5-5 5" stroke="var(--bad)" strokeWidth="1.5" />
        </>
      ) : stock <= 5 ? (
        <>
          <circle cx="4" cy="4" r="3" fill="var(--panel)" stroke="var(--warn)" strokeWidth="1.5" />
          <path d="M4 1a3 3 0 0 1 0 6z" fill="var(--warn)" />
        </>
      ) : (
        <circle cx="4" cy="4" r="3.5" fill="var(--ok)" stroke="var(--panel)" />
      )}
    </svg>
  );
}

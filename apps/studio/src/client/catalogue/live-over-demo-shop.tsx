/** Which live endpoints answer with the demo shop's products now. */
export function LiveOverDemoShop({ endpoints }: { readonly endpoints: readonly string[] }) {
  if (endpoints.length === 0) return null;
  return (
    <p role="alert" className="small" style={{ marginTop: 8 }}>
      Live now, and answering with its products: {endpoints.map((slug) => `/v1/${slug}`).join(", ")}. Without products
      of your own they answer with nothing.
    </p>
  );
}

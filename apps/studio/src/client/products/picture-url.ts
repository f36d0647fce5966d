let configured: ReadonlySet<string> | undefined;

/** Hosts (`name` or `name:port`) whose pictures may come without encryption; the server writes them into the page. */
function plainHosts(): ReadonlySet<string> {
  if (configured === undefined) {
    const meta = document.querySelector<HTMLMetaElement>('meta[name="picture-hosts"]');
    configured = new Set((meta?.content ?? "").split(" ").filter((host) => host !== ""));
  }
  return configured;
}

/**
 * The address that a product's picture is loaded from: https, or http from a host that the server was set up with. Nothing for
 * other schemes, addresses without a host, and those that carry a password.
 */
export function pictureUrl(image: string | null, hosts?: ReadonlySet<string>): string | undefined {
  if (image === null) return undefined;
  // Shops export addresses without a scheme, such as `//cdn.example/1.jpg`.
  const text = image.startsWith("//") ? `https:${image}` : image;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return undefined;
  if (url.protocol === "https:") return url.href;
  return url.protocol === "http:" && (hosts ?? plainHosts()).has(url.host) ? url.href : undefined;
}

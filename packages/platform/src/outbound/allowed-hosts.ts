import ipaddr from "ipaddr.js";

interface Rule {
  readonly host?: string;
  readonly range?: readonly [ipaddr.IPv4 | ipaddr.IPv6, number];
  readonly port?: number;
}

/** Hosts and ranges inside the own network that an operator opens to connections; everything public is open anyway. */
export class AllowedHosts {
  readonly #rules: readonly Rule[];

  /** `10.0.0.0/8, mail.internal, 127.0.0.1:8025`; throws for text that is none of these. */
  constructor(text = "") {
    this.#rules = text
      .split(/[\s,]+/)
      .filter((part) => part !== "")
      .map(ruleOf);
  }

  /** Whether an address that a host's name stands for may be connected to although it is not public. */
  allows(host: string, port: number, address: string): boolean {
    const name = host.toLowerCase();
    const parsed = ipaddr.process(address);
    return this.#rules.some((rule) => {
      if (rule.port !== undefined && rule.port !== port) return false;
      if (rule.range === undefined) return rule.host === name;
      return parsed.kind() === rule.range[0].kind() && parsed.match(rule.range as [ipaddr.IPv4, number]);
    });
  }
}

function ruleOf(text: string): Rule {
  if (text.includes("/")) {
    if (!ipaddr.isValidCIDR(text)) throw new Error(`"${text}" is no range of addresses such as 10.0.0.0/8.`);
    return { range: ipaddr.parseCIDR(text) };
  }
  if (ipaddr.isValid(text)) return { range: rangeOf(text) };
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = digits === undefined ? {} : { port: Number(digits) };
  if (host === undefined || (port.port ?? 1) > 65_535 || port.port === 0 || !/^[\w.:-]+$/.test(host))
    throw new Error(`"${text}" is no host, host:port, address or range.`);
  return ipaddr.isValid(host) ? { range: rangeOf(host), ...port } : { host: host.toLowerCase(), ...port };
}

function rangeOf(address: string): readonly [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const parsed = ipaddr.process(address);
  return [parsed, parsed.kind() === "ipv4" ? 32 : 128];
}

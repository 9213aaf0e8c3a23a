import { networkInterfaces } from "node:os";

export interface HostFacts {
  /** What the server was told to bind to. */
  readonly host: string;
  readonly port: number;
  /** `name` or `name:port`, of `--allow-host`. */
  readonly allowHosts: readonly string[];
  readonly publicUrl?: string;
}

export interface AllowedHosts {
  /** Values of the Host header, lower case. */
  readonly hosts: ReadonlySet<string>;
  /** Values of the Origin header, lower case. */
  readonly origins: ReadonlySet<string>;
}

/** The names under which this server may be addressed (S4) and the origins of its own pages (S2). */
export function allowedHosts(facts: HostFacts): AllowedHosts {
  const names = new Set(["localhost", "127.0.0.1", "[::1]"]);
  if (isWildcard(facts.host)) {
    for (const list of Object.values(networkInterfaces()))
      for (const { address } of list ?? []) names.add(bracketed(address.replace(/%.*$/, "")));
  } else names.add(bracketed(facts.host).toLowerCase());
  const hosts = new Set<string>();
  const origins = new Set<string>();
  const add = (url: string): void => {
    const { protocol, host, port, origin } = new URL(url);
    hosts.add(host);
    // The default port of a scheme may be left out or not.
    if (port === "") hosts.add(`${host}:${protocol === "https:" ? 443 : 80}`);
    origins.add(origin);
  };
  for (const name of names) add(`http://${name}:${facts.port}`);
  for (const given of facts.allowHosts) {
    const name = /:\d+$/.test(given) ? given : `${given}:${facts.port}`;
    add(`http://${name}`);
    add(`https://${name}`);
  }
  if (facts.publicUrl !== undefined) add(facts.publicUrl);
  return { hosts, origins };
}

/** Tells whether a host means all addresses of the machine. */
export function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::" || host === "[::]" || host === "";
}

/** Tells whether only this machine can reach a host. */
export function isLoopback(host: string): boolean {
  return (
    host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host)
  );
}

/** An address as it stands in a URL. */
export function bracketed(address: string): string {
  return address.includes(":") && !address.startsWith("[") ? `[${address}]` : address;
}

import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** What one browser holds beside its cookie. A cookie knows no ports: every server of this host is sent it, these not. */
export interface PageKeys {
  /** Our pages send it with every call (header, or subprotocol of a WebSocket). */
  readonly page: string;
  /** Stands in the links of files and outputs: together with the cookie it reads these, and nothing else. */
  readonly link: string;
}

/**
 * The one token of a server, the cookies that stand for it, and the keys that go with a cookie. A cookie is
 * `<id>.<HMAC of it>`, so it needs no memory of the server, and another token voids it. The HMACs are made with a
 * random key of the state folder, too: who gets hold of a cookie cannot find out a weak token with it.
 */
export class Credentials {
  readonly #token: string;
  readonly #key: string;
  readonly #port: number;

  /**
   * @param port keeps the cookies of two servers on one host apart
   * @param key random, kept in the state folder
   */
  constructor(token: string, port: number, key: string) {
    this.#token = token;
    this.#key = createHmac("sha256", key).update(token).digest("hex");
    this.#port = port;
  }

  /** Compares in constant time. */
  isToken(given: string): boolean {
    return isEqual(given, this.#token);
  }

  newId(): string {
    return randomBytes(16).toString("base64url");
  }

  /** The value of the cookie with this id. */
  cookie(id: string): string {
    return `${id}.${this.#sign("cookie", id)}`;
  }

  /** The id in a cookie of this token, or undefined. */
  cookieId(value: string): string | undefined {
    const [id = "", signature = ""] = value.split(".");
    return id !== "" && isEqual(signature, this.#sign("cookie", id)) ? id : undefined;
  }

  keysOf(id: string): PageKeys {
    return { page: this.#sign("page", id), link: this.#sign("link", id) };
  }

  #sign(purpose: string, id: string): string {
    const text = `holdfast-${purpose}-${this.#port}:${id}`;
    return createHmac("sha256", this.#key).update(text).digest("base64url");
  }
}

/** Compares in constant time, whatever the lengths are. */
export function isEqual(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** All values of a cookie in a Cookie header: a page on another port may have set one of the same name. */
export function cookieValues(header: string | undefined, name: string): string[] {
  return (header ?? "").split(";").flatMap((pair) => {
    const [key = "", ...value] = pair.split("=");
    return key.trim() === name ? [value.join("=").trim()] : [];
  });
}

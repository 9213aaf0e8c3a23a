import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** A server on this machine that nothing may reach; it keeps what came, whatever protocol that speaks. */
export class Trap {
  readonly caught: string[] = [];
  readonly port: number;
  readonly #close: () => Promise<void>;

  private constructor(port: number, caught: string[], close: () => Promise<void>) {
    this.port = port;
    this.caught = caught;
    this.#close = close;
  }

  static async open(): Promise<Trap> {
    const caught: string[] = [];
    const tcp = createServer((socket) => {
      caught.push("a connection");
      socket.on("data", (data) => caught.push(data.toString("latin1").slice(0, 80)));
      socket.on("error", () => undefined);
    });
    tcp.listen(0, "127.0.0.1");
    await once(tcp, "listening");
    const { port } = tcp.address() as AddressInfo;
    const udp = createSocket("udp4");
    udp.on("message", (data) => caught.push(`a datagram of ${data.length} bytes`));
    udp.bind(port, "127.0.0.1");
    await once(udp, "listening");
    return new Trap(port, caught, async () => {
      udp.close();
      tcp.close();
    });
  }

  async close(): Promise<void> {
    await this.#close();
  }
}

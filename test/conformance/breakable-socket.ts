/** Connections that break when a test says so: of one request the answer is lost, or all of them are cut for a while. */
import { connect, type Socket } from "node:net";
import type { OpenSocket } from "../../runtime/kafka/kafkajs/internals.ts";

const PRODUCE = 0;
/** Time for the broker to carry out what it got. */
const CARRY_OUT_MS = 300;

export class BreakableSockets {
  readonly #open = new Set<Socket>();
  #loseNextProduce = false;
  #cut = false;

  readonly open: OpenSocket = ({ host, port, onConnect }) => {
    const socket = connect({ host, port: this.#cut ? 1 : port }, onConnect);
    this.#open.add(socket);
    socket.on("close", () => this.#open.delete(socket));
    const write = socket.write.bind(socket);
    socket.write = (...args: unknown[]): boolean => {
      const [request] = args;
      // i32 length, i16 api key
      if (this.#loseNextProduce && Buffer.isBuffer(request) && request.readInt16BE(4) === PRODUCE) {
        this.#loseNextProduce = false;
        socket.removeAllListeners("data");
        socket.resume();
        setTimeout(() => socket.destroy(new Error("the test broke the connection")), CARRY_OUT_MS);
      }
      return (write as (...rest: unknown[]) => boolean)(...args);
    };
    return socket;
  };

  loseNextProduce(): void {
    this.#loseNextProduce = true;
  }

  cut(): void {
    this.#cut = true;
    for (const socket of this.#open) socket.destroy(new Error("the test cut the network"));
  }

  restore(): void {
    this.#cut = false;
  }
}

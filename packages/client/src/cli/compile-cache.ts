// Where the command keeps what V8 compiled: what is found there is run, so it is a folder that only the user writes to,
// unlike the system's for temporary files. Pure.
import { posix, win32 } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** The user's own folder for what can be made again, by the platform's convention. */
export function compileCacheFolder(environment: Environment, platform: NodeJS.Platform, home: string): string {
  switch (platform) {
    case "win32":
      return win32.join(environment.LOCALAPPDATA || win32.join(home, "AppData", "Local"), "ffq", "compiled");
    case "darwin":
      return posix.join(home, "Library", "Caches", "ffq", "compiled");
    default:
      return posix.join(cacheHome(environment) ?? posix.join(home, ".cache"), "ffq", "compiled");
  }
}

/** A relative one is to be ignored (XDG Base Directory Specification). */
function cacheHome({ XDG_CACHE_HOME: folder }: Environment): string | undefined {
  return folder !== undefined && posix.isAbsolute(folder) ? folder : undefined;
}

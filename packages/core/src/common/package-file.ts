// Files that the package ships beside its modules. Read when they are needed and not on import; where there is no
// file system, or the modules were bundled away from their files, the answer is that there is none.

/** node's modules without importing them: bundles for pages must not see them. */
function builtins(): NodeJS.Process["getBuiltinModule"] | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: NodeJS.Process["getBuiltinModule"] } };
  return process?.getBuiltinModule;
}

/** @param module the module's `import.meta.url`; what bundlers make of that may be nothing */
function urlOf(path: string, module: string | undefined): URL | undefined {
  return module?.startsWith("file:") === true ? new URL(path, module) : undefined;
}

function absent(thrown: unknown): undefined {
  if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
  throw thrown;
}

/** The bytes of a file beside the module with this `import.meta.url`, or undefined. */
export async function readPackageFile(
  path: string,
  module: string | undefined,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const [builtin, url] = [builtins(), urlOf(path, module)];
  if (builtin === undefined || url === undefined) return undefined;
  return new Promise((resolve, reject) => {
    builtin("node:fs").readFile(url, (error, bytes) => {
      if (error === null) resolve(bytes);
      else if (error.code === "ENOENT") resolve(undefined);
      else reject(error);
    });
  });
}

/** As `readPackageFile`, at once. */
export function readPackageFileSync(path: string, module: string | undefined): Uint8Array<ArrayBuffer> | undefined {
  const [builtin, url] = [builtins(), urlOf(path, module)];
  if (builtin === undefined || url === undefined) return undefined;
  try {
    return builtin("node:fs").readFileSync(url);
  } catch (thrown) {
    return absent(thrown);
  }
}

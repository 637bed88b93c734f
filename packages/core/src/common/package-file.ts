// Files that the package ships beside its modules. Read when they are needed and not on import; where there is no
// file system, or the modules were bundled away from their files, the answer is that there is none.

/**
 * The bytes of a file beside a module, or undefined.
 * @param module the module's `import.meta.url`; what bundlers make of that may be nothing
 */
export function readPackageFile(path: string, module: string | undefined): Uint8Array<ArrayBuffer> | undefined {
  // getBuiltinModule and not import: bundles for pages must not see node's modules.
  const builtin = (globalThis as { process?: { getBuiltinModule?: NodeJS.Process["getBuiltinModule"] } }).process
    ?.getBuiltinModule;
  if (builtin === undefined || module === undefined || !module.startsWith("file:")) return undefined;
  try {
    return builtin("node:fs").readFileSync(new URL(path, module));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw thrown;
  }
}

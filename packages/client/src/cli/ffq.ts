#!/usr/bin/env node
// The `ffq` command begins here. What V8 makes of its modules is kept from one call to the next, in a folder of the
// user's own (compile-cache.ts): reading them again is a third of what a short command takes. That must be switched on
// before the modules are loaded, so that they are not imported here. Where nothing can be kept the command runs as ever.
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { compileCacheFolder } from "./compile-cache.ts";

enableCompileCache(compileCacheFolder(process.env, process.platform, homedir()));
await import("./main.ts");

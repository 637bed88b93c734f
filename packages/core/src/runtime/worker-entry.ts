// The file that worker threads start with.
import { runWorker } from "./worker.ts";

runWorker();

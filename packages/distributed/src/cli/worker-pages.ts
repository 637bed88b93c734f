// A worker's plain HTTP pages: is the process alive, does the coordinator know it, what does it count, what goes on.
import type { HttpResponse, HttpRoute } from "../rpc/http.ts";
import { HEALTH_PATH, METRICS_PATH, READY_PATH, STATUS_PATH } from "../wire/status-path.ts";
import type { Worker, WorkerStatus } from "../worker/worker.ts";
import { processMetrics } from "./shell.ts";

export function workerPages(worker: Worker): readonly HttpRoute[] {
  return [
    { path: HEALTH_PATH, open: true, handle: () => text(200, "ok\n") },
    {
      path: READY_PATH,
      open: true,
      handle: () => {
        const { isKnown, isDraining } = worker.status;
        if (isDraining) return text(503, "draining\n");
        return isKnown ? text(200, "ready\n") : text(503, "the coordinator does not know this worker\n");
      },
    },
    {
      path: METRICS_PATH,
      handle: () => {
        const body = workerMetrics(worker.status) + processMetrics();
        return text(200, body, "text/plain; version=0.0.4; charset=utf-8");
      },
    },
    {
      path: STATUS_PATH,
      handle: () => {
        const page = { worker: worker.id, ...worker.status };
        return text(200, `${JSON.stringify(page, null, 2)}\n`, "application/json");
      },
    },
  ];
}

function text(status: number, body: string, type = "text/plain; charset=utf-8"): HttpResponse {
  return { status, headers: { "content-type": type }, body };
}

/** Prometheus' text exposition format, version 0.0.4. */
export function workerMetrics(status: WorkerStatus): string {
  const { succeeded, failed, canceled, bytesIn, bytesOut, runningTasks, slots, heldOutputs, heldResults } = status;
  const rows = [
    ["attempts_ended_total", "counter", "Task attempts that ended, by outcome.", { succeeded, failed, canceled }],
    ["bytes_in_total", "counter", "Bytes of rows read from other tasks.", bytesIn],
    ["bytes_out_total", "counter", "Bytes of rows written for other tasks and clients.", bytesOut],
    ["running_tasks", "gauge", "Tasks that are running.", runningTasks],
    ["slots", "gauge", "Tasks that may run at the same time.", slots],
    ["held_outputs", "gauge", "Map outputs that are held for other tasks.", heldOutputs],
    ["held_results", "gauge", "Results that are served to clients.", heldResults],
    ["known", "gauge", "1 while the coordinator knows the worker.", status.isKnown ? 1 : 0],
  ] as const;
  return rows
    .flatMap(([name, kind, help, value]) => [
      `# HELP ffq_worker_${name} ${help}`,
      `# TYPE ffq_worker_${name} ${kind}`,
      ...(typeof value === "number"
        ? [`ffq_worker_${name} ${value}`]
        : Object.entries(value).map(([outcome, count]) => `ffq_worker_${name}{outcome="${outcome}"} ${count}`)),
    ])
    .map((line) => `${line}\n`)
    .join("");
}

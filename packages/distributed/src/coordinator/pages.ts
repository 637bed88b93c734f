// The coordinator's plain HTTP pages: is the process alive, is it fit for work, what does it count, what goes on.
import type { HttpResponse, HttpRoute } from "../rpc/http.ts";
import { clusterStatus } from "../scheduler/status.ts";
import { HEALTH_PATH, METRICS_PATH, READY_PATH, STATUS_PATH } from "../wire/status-path.ts";
import type { Coordinator } from "./coordinator.ts";
import { metricsText, readySlots } from "./metrics.ts";

export interface PagesOptions {
  readonly coordinator: Coordinator;
  readonly coordinatorId: string;
  /** True from the moment at which the process prepares to end. */
  readonly isDraining: () => boolean;
  /** Of the process, for the page of metrics. */
  readonly processMetrics: () => string;
}

export function coordinatorPages({
  coordinator,
  coordinatorId,
  isDraining,
  processMetrics,
}: PagesOptions): readonly HttpRoute[] {
  return [
    { path: HEALTH_PATH, open: true, handle: () => text(200, "ok\n") },
    {
      path: READY_PATH,
      open: true,
      handle: () => {
        if (isDraining()) return text(503, "shutting down\n");
        return coordinator.isHealthy ? text(200, "ready\n") : text(503, "the journal cannot be written\n");
      },
    },
    {
      path: METRICS_PATH,
      handle: () => {
        const body = metricsText(clusterStatus(coordinator.state), coordinator.isHealthy) + processMetrics();
        return text(200, body, "text/plain; version=0.0.4; charset=utf-8");
      },
    },
    {
      path: STATUS_PATH,
      handle: () => {
        const status = clusterStatus(coordinator.state);
        const page = { coordinator: coordinatorId, slots: readySlots(status), ...status };
        return text(200, `${JSON.stringify(page, null, 2)}\n`, "application/json");
      },
    },
  ];
}

function text(status: number, body: string, type = "text/plain; charset=utf-8"): HttpResponse {
  return { status, headers: { "content-type": type }, body };
}

"use client";

import { useTranslations } from "next-intl";

import { Section } from "@/components/ui/section";
import { Timeline, type TimelineState, type TimelineStep } from "@/components/ui/timeline";
import { useAwake } from "@/components/ui/use-awake";
import { useFormat } from "@/components/ui/use-format";
import { useNow } from "@/components/ui/use-now";
import type { Format } from "@/lib/i18n/format";
import type { Chunk, Job } from "@/lib/jobs/schemas";

import { hasEnded } from "./job-state";

/** From whoever created it to its end. */
export function JobTimeline({ job, chunks }: { job: Job; chunks: Chunk[] }) {
  const t = useTranslations("jobs.timeline");
  const format = useFormat();
  // Before the page is awake the clock stands at the last known moment, for server and browser alike.
  const now = useAwakeNow(Date.parse(job.progress_at ?? job.started_at ?? job.created_at));
  const began = { job, format, now, t };
  return (
    <Section title={t("title")}>
      <Timeline
        steps={[
          { key: "created", label: t("created"), state: "done", lines: [format.time(job.created_at), job.owner.name] },
          queuedStep(began),
          startedStep(began),
          batchesStep(began, chunks),
          endStep(began),
        ]}
      />
    </Section>
  );
}

function useAwakeNow(otherwise: number): number {
  const now = useNow(1000);
  return useAwake() ? now : otherwise;
}

interface StepInput {
  job: Job;
  format: Format;
  now: number;
  t: ReturnType<typeof useTranslations<"jobs.timeline">>;
}

const secondsBetween = (from: string, to: string | number) => (new Date(to).getTime() - Date.parse(from)) / 1000;
const span = (seconds: number, format: Format) => (seconds < 60 ? format.latency(Math.max(1, seconds * 1000)) : format.duration(seconds));

function queuedStep({ job, format, now, t }: StepInput): TimelineStep {
  const waiting = job.status === "queued";
  const until = job.started_at ?? job.finished_at ?? now;
  const waited = secondsBetween(job.created_at, until);
  return {
    key: "queued",
    label: t("queued"),
    state: waiting ? "current" : "done",
    lines: [format.time(job.created_at), waiting ? t("waiting", { time: format.duration(waited) }) : t("waited", { time: span(waited, format) })],
  };
}

function startedStep({ job, format, t }: StepInput): TimelineStep {
  const worker = job.worker_id ? t("worker", { id: job.worker_id.slice(0, 11) }) : null;
  const started = job.started_at !== null && job.processed_leads + job.total_leads > 0 && job.worker_id !== null;
  return {
    key: "started",
    label: t("started"),
    state: started ? "done" : "pending",
    lines: started && job.started_at ? [format.time(job.started_at), ...(worker ? [worker] : [])] : [],
  };
}

function batchesStep({ job, format, now, t }: StepInput, chunks: Chunk[]): TimelineStep {
  const done = chunks.filter((chunk) => chunk.done_at !== null).length;
  const running = !hasEnded(job) && job.started_at !== null;
  const states: Record<string, TimelineState> = { completed: "done", failed: "failed", cancelled: "paused" };
  const ran = job.started_at ? secondsBetween(job.started_at, job.finished_at ?? now) : null;
  const lines = ran === null ? [] : running ? [t("running", { time: format.duration(ran) }), ...(done < chunks.length ? [t("batchRunning", { n: done + 1 })] : [])] : [t("ran", { time: span(ran, format) })];
  return {
    key: "batches",
    label: t("batches", { done, total: chunks.length }),
    state: states[job.status] ?? (running ? "current" : "pending"),
    lines,
  };
}

function endStep({ job, format, t }: StepInput): TimelineStep {
  const states: Record<string, TimelineState> = { completed: "done", failed: "failed", cancelled: "paused" };
  const label = job.status === "failed" || job.status === "cancelled" || job.status === "cancelling" ? t(job.status) : t("completed");
  const expected = job.eta_seconds === null || !job.progress_at ? null : Date.parse(job.progress_at) + job.eta_seconds * 1000;
  const lines = job.finished_at ? [format.time(job.finished_at)] : expected === null ? [] : [t("expected", { time: format.time(expected) })];
  return { key: "end", label, state: states[job.status] ?? "pending", lines };
}

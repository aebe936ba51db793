import type { Job } from "@/lib/jobs/schemas";

/** Which leads a bulk change was asked for. */
export interface JobFilter {
  estados: string[];
  clientes: string[];
  createdAfter?: string;
  createdBefore?: string;
  search?: string;
}

/** What was asked of a job, as far as its kind says such a thing; rooms to come may leave all of it out. */
export interface JobInput {
  estado?: string;
  expected: string[];
  filter?: JobFilter;
  filename?: string;
  dryRun: boolean;
}

/** Reads a job's `input`, which each kind shapes its own way. */
export function jobInput({ input }: Pick<Job, "input">): JobInput {
  return {
    estado: text(input.estado),
    expected: texts(input.expected_estado),
    filter: isRecord(input.filter) ? readFilter(input.filter) : undefined,
    filename: text(input.filename),
    dryRun: input.dry_run === true,
  };
}

function readFilter(filter: Record<string, unknown>): JobFilter {
  return {
    estados: texts(filter.estado),
    clientes: texts(filter.cliente_id),
    createdAfter: text(filter.created_after),
    createdBefore: text(filter.created_before),
    search: text(filter.search),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function texts(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((each) => (typeof each === "string" || typeof each === "number" ? [String(each)] : []));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

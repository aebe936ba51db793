import { createParser, createSerializer, type inferParserType, parseAsArrayOf, parseAsStringLiteral } from "nuqs/server";
import { z } from "zod";

import { parseAsCount } from "@/components/parse-count";
import { JOB_STATUSES, jobSchema, listJobsQuery } from "@/lib/jobs/schemas";

export const KINDS = jobSchema.shape.kind.options;
export const PER_PAGE = 25;

const checked = (schema: z.ZodType<string>) => createParser({ parse: (text) => schema.safeParse(text).data ?? null, serialize: String });

/** What the address of the jobs' page says, with its defaults: the API's query of the list. What makes no sense counts as not said. */
export const jobsParams = {
  status: parseAsArrayOf(parseAsStringLiteral(JOB_STATUSES)).withDefault([]),
  kind: parseAsArrayOf(parseAsStringLiteral(KINDS)).withDefault([]),
  owner: checked(z.string().regex(/^(user|key):\d{1,15}$/)),
  created_after: checked(z.iso.date()),
  created_before: checked(z.iso.date()),
  page: parseAsCount(1_000_000).withDefault(1),
  per_page: parseAsCount(100).withDefault(PER_PAGE),
};

export type JobsParams = inferParserType<typeof jobsParams>;

export const noFilter = { status: null, kind: null, owner: null, created_after: null, created_before: null, page: null } as const;

const serialize = createSerializer(jobsParams, { clearOnDefault: false });

/** The query of `GET /api/crm/jobs` that answers a page; empty filters are left out. */
export function listQuery(params: JobsParams): URLSearchParams {
  const query = new URLSearchParams(serialize(params));
  for (const [name, value] of new URLSearchParams(query)) if (value === "") query.delete(name);
  return query;
}

/** The same, as the verb takes it. */
export function parseListQuery(params: JobsParams): ReturnType<typeof listJobsQuery.parse> {
  return listJobsQuery.parse(Object.fromEntries(listQuery(params)));
}

/** Where the CSV of everything that matches comes from. */
export function exportHref(params: JobsParams): string {
  const query = listQuery(params);
  for (const name of ["page", "per_page"]) query.delete(name);
  query.set("format", "csv");
  return `/api/crm/jobs?${query}`;
}

/** How many of the filters are in force. */
export function filterCount({ status, kind, owner, created_after, created_before }: JobsParams): number {
  return Number(status.length > 0) + Number(kind.length > 0) + Number(owner !== null) + Number(created_after !== null || created_before !== null);
}

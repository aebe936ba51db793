import type { Metadata } from "next";
import { notFound } from "next/navigation";

import { JobNamesProvider } from "@/components/jobs/job-names";
import { shortId } from "@/components/jobs/job-state";
import { JobView } from "@/components/jobs/job-view";
import { BreadcrumbLabel } from "@/components/shell/breadcrumb-context";
import { may } from "@/lib/auth/roles";
import { forPage, pageContext } from "@/lib/context/page-context";
import { findJob } from "@/lib/jobs/find-job";
import { listChunks, listFailures } from "@/lib/jobs/list-failures";
import { jobParams } from "@/lib/jobs/schemas";

import { jobNames } from "../../job-names";

export async function generateMetadata({ params }: PageProps<"/jobs/[job_id]">): Promise<Metadata> {
  return { title: shortId((await params).job_id) };
}

/** One job, moving. */
export default async function JobPage({ params }: PageProps<"/jobs/[job_id]">) {
  const ctx = await pageContext();
  const parsed = jobParams.safeParse(await params);
  if (!parsed.success) notFound();
  const { job_id: jobId } = parsed.data;
  // The job first: what is read after it can only be newer, and its events bring the rest up to date.
  const job = await forPage(findJob(ctx, jobId));
  const [{ items: chunks }, failures, names] = await forPage(
    Promise.all([listChunks(ctx, jobId), listFailures(ctx, jobId, { page: 1, per_page: 1, format: "json" }), jobNames(ctx)]),
  );
  return (
    <JobNamesProvider names={names}>
      <BreadcrumbLabel>{shortId(jobId)}</BreadcrumbLabel>
      <JobView key={jobId} job={job} chunks={chunks} failures={failures} mayWrite={may(ctx.actor, "jobs:write")} />
    </JobNamesProvider>
  );
}

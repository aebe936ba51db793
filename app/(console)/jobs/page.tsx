import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";

import { JobNamesProvider } from "@/components/jobs/job-names";
import { JobsRoom } from "@/components/jobs/jobs-room";
import { jobsParams, listQuery, parseListQuery } from "@/components/jobs/search-params";
import { may } from "@/lib/auth/roles";
import { forPage, pageContext } from "@/lib/context/page-context";
import { listJobs } from "@/lib/jobs/list-jobs";
import { listJobOwners } from "@/lib/jobs/list-owners";

import { jobNames } from "../job-names";

const loadParams = createLoader(jobsParams);

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("jobs"))("title") };
}

/** All jobs that the reader may see. */
export default async function JobsPage({ searchParams }: PageProps<"/jobs">) {
  const ctx = await pageContext();
  const params = await loadParams(searchParams);
  const [page, owners, names] = await forPage(Promise.all([listJobs(ctx, parseListQuery(params)), listJobOwners(ctx), jobNames(ctx)]));
  return (
    <JobNamesProvider names={names}>
      <JobsRoom initial={page} initialQuery={listQuery(params).toString()} owners={owners} mayWrite={may(ctx.actor, "jobs:write")} />
    </JobNamesProvider>
  );
}

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";

import { BreadcrumbLabel } from "@/components/shell/breadcrumb-context";
import { RunView } from "@/components/wispro/run-view";
import { may } from "@/lib/auth/roles";
import { forPage, pageContext } from "@/lib/context/page-context";
import { findSync } from "@/lib/wispro/find-sync";
import { readReport } from "@/lib/wispro/report";
import { syncParams } from "@/lib/wispro/schemas";

const ROWS_SHOWN = 25;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("wispro"))("title") };
}

/** One run and its report. */
export default async function RunPage({ params }: PageProps<"/wispro/[job_id]">) {
  const ctx = await pageContext();
  const parsed = syncParams.safeParse(await params);
  if (!parsed.success) notFound();
  const { job_id: jobId } = parsed.data;
  const run = await forPage(findSync(ctx, jobId));
  const report = await forPage(readReport(ctx, jobId, { page: 1, per_page: ROWS_SHOWN, format: "json" }));
  return (
    <>
      <BreadcrumbLabel>{jobId.replace(/^wispro_/, "W-").slice(0, 10)}</BreadcrumbLabel>
      <RunView key={jobId} run={run} report={report} mayRun={may(ctx.actor, "wispro:run")} />
    </>
  );
}

import { randomUUID } from "node:crypto";
import { headers } from "next/headers";
import { forbidden, notFound, redirect } from "next/navigation";
import { getLocale } from "next-intl/server";
import { cache } from "react";
import type { Context } from "./context";
import { sessionActor } from "@/lib/auth/session";
import { database } from "@/lib/db/sql";
import { AppError } from "@/lib/errors/errors";
import { pagePathHeader, signInPath } from "@/lib/http/page-path";
import { log } from "@/lib/log/log";

/** The context of the page being written, read once a request. Without a session the reader is sent to sign in and comes back after. */
export const pageContext = cache(async (): Promise<Context> => {
  const requestHeaders = await headers();
  const actor = await sessionActor(requestHeaders);
  if (!actor) redirect(signInPath(requestHeaders.get(pagePathHeader)));
  const requestId = requestHeaders.get("x-request-id") ?? randomUUID();
  return {
    actor,
    db: database(),
    requestId,
    now: () => new Date(),
    log: log().child({ request_id: requestId }),
    signal: new AbortController().signal,
    locale: await getLocale(),
  };
});

/** What a verb answers, for a page: what does not exist is the 404 page, what the role may not see the 403 page. */
export async function forPage<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "not_found") notFound();
    if (error.code === "forbidden") forbidden();
    throw error;
  }
}

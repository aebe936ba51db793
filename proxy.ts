import { type NextRequest, NextResponse } from "next/server";

import { pagePathHeader } from "@/lib/http/page-path";

/** Tells a page's server components where they are, so that signing in leads back there. Whatever a client put there itself is replaced. */
export function proxy(request: NextRequest) {
  const { pathname, searchParams } = request.nextUrl;
  searchParams.delete("_rsc");
  const headers = new Headers(request.headers);
  headers.set(pagePathHeader, searchParams.size > 0 ? `${pathname}?${searchParams}` : pathname);
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: ["/((?!api/|health$|performance/stats$|_next/|icon.svg).*)"] };

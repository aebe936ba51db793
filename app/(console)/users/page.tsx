import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader } from "nuqs/server";

import { listQuery, usersParams } from "@/components/users/search-params";
import { UsersRoom } from "@/components/users/users-room";
import { may } from "@/lib/auth/roles";
import { forPage, pageContext } from "@/lib/context/page-context";
import { AppError } from "@/lib/errors/errors";
import { listClientes } from "@/lib/leads/list-clientes";
import { pageOfUsers } from "@/lib/users/cached-users";
import { findUser } from "@/lib/users/find-user";

const loadParams = createLoader(usersParams);

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("users"))("title") };
}

/** Everybody whom the console knows: staff, tenants' people and the ISP's customers. */
export default async function UsersPage({ searchParams }: PageProps<"/users">) {
  const ctx = await pageContext();
  const params = await loadParams(searchParams);
  const mayWrite = may(ctx.actor, "users:write");
  const [{ page, facets }, opened, clientes] = await forPage(
    Promise.all([pageOfUsers(ctx, listQuery(params)), params.user === null ? null : findUser(ctx, params.user).catch(nobody), mayWrite ? listClientes(ctx) : { items: [] }]),
  );
  return <UsersRoom page={page} facets={facets} opened={opened} mayWrite={mayWrite} clientes={clientes.items} />;
}

/** An address that names somebody who is gone opens no dialog. */
function nobody(error: unknown): null {
  if (error instanceof AppError && error.code === "not_found") return null;
  throw error;
}

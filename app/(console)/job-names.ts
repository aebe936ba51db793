import type { JobNames } from "@/components/jobs/job-names";
import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { listEstados } from "@/lib/leads/estados";
import { listClientes } from "@/lib/leads/list-clientes";

/** What the pages that show jobs call states and companies; a tenant is told of no other. */
export async function jobNames(ctx: Context): Promise<JobNames> {
  const [estados, clientes] = await Promise.all([listEstados(ctx), may(ctx.actor, "clientes:read") ? listClientes(ctx) : { items: [] }]);
  return {
    estados: Object.fromEntries(estados.items.map(({ code, name }) => [code, name])),
    clientes: Object.fromEntries(clientes.items.map(({ id, name }) => [String(id), name])),
  };
}

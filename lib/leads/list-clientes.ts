import type { Cliente } from "./schemas";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";

/** The tenants with how many leads each has. */
export async function listClientes(ctx: Context): Promise<{ items: Cliente[] }> {
  requirePermission(ctx.actor, "clientes:read");
  const items = await ctx.db<Cliente[]>`
    select c.id, c.name, c.active, coalesce(n.leads, 0)::bigint as leads
    from clientes c left join (
      select cliente_id, sum(n) as leads from (
        select cliente_id, count as n from lead_counts union all select cliente_id, delta from lead_count_deltas
      ) counted group by cliente_id
    ) n on n.cliente_id = c.id
    order by c.name`;
  return { items: [...items] };
}

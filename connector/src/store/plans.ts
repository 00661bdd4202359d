import type { Plan } from '../domain/plan.ts';
import type { Session } from './store.ts';

/** What a plan version's `definition_json` holds. */
export type PlanDefinition = Omit<Plan, 'id' | 'version' | 'isDefault' | 'level' | 'name'> &
  Pick<Plan, 'level' | 'name'>;

/** Parsed plan versions, which never change, kept for the life of the process. */
export class PlanCache {
  private readonly versions = new Map<string, Plan>();

  /**
   * The current plans with the given ids (all, if none are given), deleted ones left out. With `keep`, PostgreSQL lets nobody finish
   * editing or deleting them until the transaction ends: what is planned by them is seen by whoever edits them next.
   */
  async current(session: Session, ids?: Iterable<string>, keep = false): Promise<Map<string, Plan>> {
    let query = session.db.selectFrom('plans').select(['id', 'version', 'isDefault']).where('deletedAt', 'is', null);
    if (ids) query = query.where(session.oneOf('id', ids));
    if (keep && session.dialect.name === 'postgres') query = query.forKeyShare();
    const rows = await query.execute();
    const missing = rows.filter((row) => !this.versions.has(`${row.id}@${row.version}`)).map((row) => row.id);
    if (missing.length > 0) await this.load(session, missing);
    return new Map(
      rows.map((row) => {
        const plan = this.versions.get(`${row.id}@${row.version}`)!;
        return [row.id, plan.isDefault === (row.isDefault === 1) ? plan : { ...plan, isDefault: row.isDefault === 1 }];
      }),
    );
  }

  /** One version of a plan, the current one or an older one (PLN-4). */
  async version(session: Session, planId: string, version: number): Promise<Plan | null> {
    const kept = this.versions.get(`${planId}@${version}`);
    if (kept) return kept;
    await this.load(session, [planId]);
    return this.versions.get(`${planId}@${version}`) ?? null;
  }

  /** PostgreSQL: waits for everybody who plans by this plan or assigns it, and makes those who come after wait. */
  async lock(session: Session, id: string): Promise<void> {
    if (session.dialect.name !== 'postgres') return;
    await session.db.selectFrom('plans').select('id').where('id', '=', id).forUpdate().execute();
  }

  private async load(session: Session, ids: readonly string[]): Promise<void> {
    const rows = await session.db.selectFrom('planVersions').selectAll().where(session.oneOf('planId', ids)).execute();
    for (const row of rows) {
      const definition = JSON.parse(row.definitionJson) as PlanDefinition;
      this.versions.set(
        `${row.planId}@${row.version}`,
        Object.freeze({ ...definition, id: row.planId, version: row.version, isDefault: false }),
      );
    }
  }
}

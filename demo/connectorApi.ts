export interface BatchResult {
  index: number;
  status: 'created' | 'updated' | 'unchanged' | 'refused';
  errors?: Array<{ path: string; message: string }>;
}

export interface CadenceRun {
  executed: number;
  toDo: number;
  failed: number;
}

export interface ConnectorApi {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object): Promise<T>;
  put<T>(path: string, body: object): Promise<T>;
  /** Sends records of one kind, as many as there are, and fails when one is refused. */
  batch(path: string, key: string, records: readonly object[]): Promise<void>;
}

const largestBatch = 1_000;

/** The connector's HTTP contract, as far as the demo needs it. An error carries what the connector said. */
export function connectorApi(url: string, apiKey: string): ConnectorApi {
  async function request<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }
  const post = <T>(path: string, body: object) => request<T>('POST', path, body);
  return {
    get: (path) => request('GET', path),
    post,
    put: (path, body) => request('PUT', path, body),
    async batch(path, key, records) {
      for (let from = 0; from < records.length; from += largestBatch) {
        const { results } = await post<{ results: BatchResult[] }>(path, {
          [key]: records.slice(from, from + largestBatch),
        });
        const refused = results.find((result) => result.status === 'refused');
        if (refused)
          throw new Error(
            `${path} refused ${JSON.stringify(records[from + refused.index])}: ${JSON.stringify(refused.errors)}`,
          );
      }
    },
  };
}

/** Of tests that try their luck with kills and races: what goes out twice only now and then would pass the second time, in CI as well. */
export const NO_RETRY = { retry: 0 } as const;

/** What a variable of the environment says; one that is empty says as little as one that is not set. */
export const variable = (
  name: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined => {
  const given = environment[name];
  return given === '' ? undefined : given;
};

/** Returns where the user is. The browser asks the user, who may refuse. */
export async function position(): Promise<{ readonly latitude: number; readonly longitude: number }> {
  const { coords } = await new Promise<GeolocationPosition>((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(resolve, ({ message }) => reject(new Error(message)));
  });
  return { latitude: coords.latitude, longitude: coords.longitude };
}

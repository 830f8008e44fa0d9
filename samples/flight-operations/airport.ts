export interface Airport {
  readonly iata: string;
  readonly name: string;
  readonly city: string;
  readonly state: string;
  readonly latitude: number;
  readonly longitude: number;
}

const EARTH_RADIUS_MILES = 3959;

/** Returns the great-circle distance between two airports, in miles. */
export function milesBetween(a: Airport, b: Airport): number {
  const [latitudeA, latitudeB] = [radians(a.latitude), radians(b.latitude)];
  const across = Math.sin((latitudeB - latitudeA) / 2) ** 2;
  const along = Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  const chord = across + Math.cos(latitudeA) * Math.cos(latitudeB) * along;
  return Math.round(2 * EARTH_RADIUS_MILES * Math.asin(Math.sqrt(chord)));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** A network in CIDR form, or one address, to which probes may connect although it is special. */
export type AllowedNetwork = string

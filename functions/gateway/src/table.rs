pub const ROUTES: &[(&str, &str)] = &[];

//! One address for all functions: sends each request to the worker that serves its path.

mod routes;

edge::gateway!(routes::function);

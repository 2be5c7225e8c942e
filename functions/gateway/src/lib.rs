//! One address for all functions: sends each request to the worker that serves its path.

mod routes;
mod table;

edge::gateway!(routes::function);

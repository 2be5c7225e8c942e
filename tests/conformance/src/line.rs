//! The line between a host and its database server: in a storm it is cut, now before a message and now behind it, and at
//! times it is gone for a moment.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use testkit::SeededRandom;

/// Of how many pieces one is cut off before it arrives, and of how many one behind which the line is cut.
const CUT: u64 = 24;
/// Of how many pieces one takes the whole line with it.
const GONE: u64 = 200;
/// How long it is gone then.
const AWAY: Duration = Duration::from_millis(300);

static STORM: Mutex<Option<Storm>> = Mutex::new(None);

struct Storm {
    random: SeededRandom,
    away_until: Instant,
    cuts: usize,
}

/// Where a connection is cut.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    Before,
    Behind,
}

/// The line. There is one in a process, because there is one host.
pub struct Line;

impl Line {
    /// Lays one to a server, and gives the address of its other end. It lies there for as long as the process lives.
    ///
    /// # Panics
    ///
    /// When there is no port for it.
    pub fn to(server_url: &str) -> String {
        let server: SocketAddr = server_url.trim_start_matches("http://").parse().expect("an address");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        thread::spawn(move || {
            for host in listener.incoming().flatten() {
                if !is_away() {
                    let _ = connect(host, server);
                }
            }
        });
        format!("http://{address}")
    }

    /// Begins to cut it, always in the same way for a seed as far as the machine goes on in the same way.
    pub fn storm(seed: u64) {
        *storm() = Some(Storm { random: SeededRandom::new(seed), away_until: Instant::now(), cuts: 0 });
    }

    /// Ends the storm, and says how often it was cut.
    pub fn calm() -> usize {
        storm().take().map(|storm| storm.cuts).unwrap_or_default()
    }
}

fn storm() -> MutexGuard<'static, Option<Storm>> {
    STORM.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_away() -> bool {
    storm().as_ref().is_some_and(|storm| Instant::now() < storm.away_until)
}

/// What happens to the next piece.
fn next_cut() -> Option<Cut> {
    let mut storm = storm();
    let storm = storm.as_mut()?;
    let now = Instant::now();
    let cut = match (storm.random.below(CUT), storm.random.below(CUT), storm.random.below(GONE)) {
        _ if now < storm.away_until => Some(Cut::Before),
        (_, _, 0) => {
            storm.away_until = now + AWAY;
            Some(Cut::Before)
        }
        (0, _, _) => Some(Cut::Before),
        (_, 0, _) => Some(Cut::Behind),
        _ => None,
    };
    storm.cuts += usize::from(cut.is_some());
    cut
}

fn connect(host: TcpStream, server: SocketAddr) -> std::io::Result<()> {
    let server = TcpStream::connect(server)?;
    for stream in [&host, &server] {
        stream.set_nodelay(true)?;
    }
    let back = (server.try_clone()?, host.try_clone()?);
    thread::spawn(move || carry(host, server));
    thread::spawn(move || carry(back.0, back.1));
    Ok(())
}

/// Carries what one side says to the other, until one of them ends or the line is cut.
fn carry(mut from: TcpStream, mut to: TcpStream) {
    let mut piece = [0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut piece) {
        let cut = next_cut();
        if cut == Some(Cut::Before) || to.write_all(&piece[..length]).is_err() || cut == Some(Cut::Behind) {
            break;
        }
    }
    for stream in [from, to] {
        let _ = stream.shutdown(Shutdown::Both);
    }
}

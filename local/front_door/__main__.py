"""`python -m local.front_door --port 8080 --http-api-url … --websocket-api-url …`."""

import argparse

from local.front_door.server import front_door, server


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--http-api-url", required=True)
    parser.add_argument("--websocket-api-url", required=True)
    arguments = parser.parse_args()
    application = front_door(http_api_url=arguments.http_api_url, websocket_api_url=arguments.websocket_api_url)
    server(application, port=arguments.port).run()


if __name__ == "__main__":
    main()

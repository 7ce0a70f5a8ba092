"""The server of the tests in a browser; scripts/ui.py sets the environment."""

import os

c = get_config()  # noqa: F821

c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port = int(os.environ["CELLHEAT_UI_PORT"])
c.ServerApp.port_retries = 0
c.ServerApp.root_dir = os.environ["CELLHEAT_UI_ROOT"]
c.ServerApp.open_browser = False
c.ServerApp.allow_root = True
c.IdentityProvider.token = os.environ["CELLHEAT_UI_TOKEN"]

# window.jupyterapp
c.LabApp.expose_app_in_browser = True
# no test may depend on the network
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
